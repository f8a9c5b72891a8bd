"""The tables of the view: a cache of answers that anyone may delete."""

from __future__ import annotations

from tracker.names import tables as names

SCHEMA = 5

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE fact (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, recorded_at TEXT,
  event TEXT, body TEXT, prev TEXT, withdrawn_at INTEGER);
CREATE TABLE instrument (id TEXT PRIMARY KEY, jurisdiction TEXT, authority TEXT,
  published_on TEXT, position INTEGER);
CREATE TABLE alias (alias TEXT, target TEXT, what TEXT, said TEXT);
CREATE TABLE measure (num INTEGER PRIMARY KEY, id TEXT, instrument TEXT, provision TEXT,
  part_of TEXT, jurisdiction TEXT, authority TEXT, kind TEXT, words TEXT, imposed INTEGER,
  unscoped TEXT, with_parts INTEGER);
CREATE TABLE period (measure INTEGER, first INTEGER, last INTEGER, state TEXT, reason TEXT,
  by TEXT, confirmed INTEGER, at TEXT, never_operated INTEGER, decided INTEGER, parts TEXT);
CREATE TABLE tag (what TEXT, value TEXT, measure INTEGER);
CREATE TABLE beside (measure INTEGER, position INTEGER);
CREATE TABLE unscoped (what TEXT, jurisdiction TEXT, authority TEXT, kind TEXT, measures INTEGER);
CREATE TABLE amendment (measure INTEGER, day INTEGER);
CREATE TABLE suspended_by (act TEXT, measure TEXT);
"""
TABLES += names.TABLES

INDEXES = """
CREATE INDEX IF NOT EXISTS fact_stream ON fact (stream, version);
CREATE INDEX alias_of ON alias (alias);
CREATE INDEX alias_target ON alias (target);
CREATE UNIQUE INDEX measure_id ON measure (id);
CREATE INDEX measure_instrument ON measure (instrument);
CREATE INDEX measure_part ON measure (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX period_of ON period (measure, first);
CREATE INDEX period_first ON period (first);
CREATE INDEX tag_of ON tag (what, value, measure);
CREATE INDEX tag_measure ON tag (measure);
CREATE INDEX beside_of ON beside (measure);
CREATE INDEX amendment_day ON amendment (day);
CREATE INDEX suspended_of ON suspended_by (act);
CREATE INDEX suspended_measure ON suspended_by (measure);
"""
INDEXES += names.INDEXES
