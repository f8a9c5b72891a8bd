"""The tables of the view: a cache of answers that anyone may delete."""

from __future__ import annotations

from tracker.names import tables as names

SCHEMA = 8

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE fact (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, recorded_at TEXT,
  event TEXT, body TEXT, prev TEXT, withdrawn_at INTEGER);
CREATE TABLE instrument (id TEXT PRIMARY KEY, jurisdiction TEXT, authority TEXT,
  published_on TEXT, position INTEGER);
CREATE TABLE alias (alias TEXT, target TEXT, what TEXT, said TEXT);
CREATE TABLE measure (num INTEGER PRIMARY KEY, id TEXT, instrument TEXT, provision TEXT,
  part_of TEXT, jurisdiction TEXT, authority TEXT, kind TEXT, words TEXT, imposed INTEGER,
  unscoped TEXT, with_parts INTEGER, shelf INTEGER, first_public INTEGER, all_public INTEGER);
CREATE TABLE period (measure INTEGER, first INTEGER, last INTEGER, state TEXT, reason TEXT,
  by TEXT, confirmed INTEGER, at TEXT, never_operated INTEGER, decided INTEGER, parts TEXT,
  shelf INTEGER, fork INTEGER);
CREATE TABLE shelf (num INTEGER PRIMARY KEY, jurisdiction TEXT, authority TEXT, kind TEXT,
  part INTEGER, with_parts INTEGER, measures INTEGER);
CREATE TABLE total (shelf INTEGER, state TEXT, day INTEGER, measures INTEGER,
  PRIMARY KEY (shelf, state, day)) WITHOUT ROWID;
CREATE TABLE tag (what TEXT, value TEXT, measure INTEGER);
CREATE TABLE beside (measure INTEGER, position INTEGER);
CREATE TABLE unscoped (what TEXT, jurisdiction TEXT, authority TEXT, kind TEXT, measures INTEGER);
CREATE TABLE amendment (measure INTEGER, day INTEGER);
CREATE TABLE suspended_by (act TEXT, measure TEXT);
CREATE TABLE text (id INTEGER PRIMARY KEY, position INTEGER, of TEXT, field TEXT, printed TEXT);
CREATE VIRTUAL TABLE text_gram USING fts5
  (letters, content='', columnsize=0, detail=none, tokenize='trigram');
CREATE VIRTUAL TABLE text_term USING fts5vocab (text_gram, row);
"""
TABLES += names.TABLES

INDEXES = """
CREATE INDEX IF NOT EXISTS fact_stream ON fact (stream, version);
CREATE INDEX fact_linked ON fact (position) WHERE event = 'measures linked';
CREATE INDEX alias_of ON alias (alias);
CREATE INDEX alias_target ON alias (target);
CREATE UNIQUE INDEX measure_id ON measure (id);
CREATE INDEX measure_instrument ON measure (instrument);
CREATE INDEX measure_part ON measure (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX period_of ON period (measure, first);
CREATE INDEX period_first ON period (first);
CREATE INDEX measure_shelf ON measure (shelf, id);
CREATE INDEX period_from ON period (shelf, state, fork, first, measure)
  WHERE reason IS NOT 'not_yet_published';
CREATE INDEX period_until ON period (shelf, state, fork, last, measure)
  WHERE reason IS NOT 'not_yet_published';
CREATE INDEX period_lapsed ON period (first, last, measure) WHERE by = 'lapse' AND confirmed = 0;
CREATE INDEX tag_of ON tag (what, value, measure);
CREATE INDEX tag_measure ON tag (measure);
CREATE INDEX beside_of ON beside (measure);
CREATE INDEX amendment_day ON amendment (day);
CREATE INDEX suspended_of ON suspended_by (act);
CREATE INDEX suspended_measure ON suspended_by (measure);
"""
INDEXES += names.INDEXES
