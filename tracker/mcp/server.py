"""The server: one tool call is one question to a timeline opened for it, and one answer.

A call runs in a thread with a connection of its own; nothing is shared but the place of the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import anyio
import anyio.to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp_types import Tool as ShownTool

import tracker
from tracker.asked import UsageError
from tracker.mcp.answering import Given, answered, line_of
from tracker.mcp.tools import INSTRUCTIONS, TOOLS, Tool
from tracker.opening import utc_now

AT_ONCE = 4  # questions answered side by side
JSON = "application/json"
COVERAGE, INSTRUMENT = "tracker://coverage", "tracker://instruments/{id}"
READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Context = ServerRequestContext[Any]


class Rooms:
    """What answers requests: a ledger, the clock, and the address of our pages."""

    def __init__(self, ledger: str | None, web: str | None, now: Callable[[], datetime]) -> None:
        self.ledger, self.web, self.now = ledger, web, now
        self._limiter: anyio.CapacityLimiter | None = None

    async def in_thread(self, tool: Tool, arguments: Mapping[str, Any]) -> Given:
        """One question, in a thread and on a connection of its own."""

        def answer() -> Given:
            with tracker.open(self.ledger, now=self.now) as timeline:
                return answered(timeline, tool, arguments, self.web)

        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(AT_ONCE)
        return await anyio.to_thread.run_sync(answer, limiter=self._limiter)

    async def tools(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """Every tool, with what it takes and gives."""
        return ListToolsResult(tools=[_shown(tool) for tool in TOOLS.values()])

    async def call(self, _: Context, asked: CallToolRequestParams) -> CallToolResult:
        """The answer of a tool, or one line why there is none."""
        try:
            if asked.name not in TOOLS:
                raise UsageError(f"tool: expected {', '.join(TOOLS)}; found {asked.name!r:.60}")
            found = await self.in_thread(TOOLS[asked.name], asked.arguments or {})
        except Exception as error:
            return CallToolResult(content=[_text(line_of(error))], is_error=True)
        return CallToolResult(content=[_text(found.text)], structured_content=found.values)

    async def resources(self, _: Context, __: PaginatedRequestParams | None) -> ListResourcesResult:
        """What may be read without asking a question."""
        tool = TOOLS["coverage"]
        about = Resource(
            uri=COVERAGE,
            name=tool.name,
            title=tool.title,
            description=tool.description,
            mime_type=JSON,
        )
        return ListResourcesResult(resources=[about])

    async def templates(
        self, _: Context, __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        """Official texts by their id."""
        tool = TOOLS["instrument"]
        about = ResourceTemplate(
            uri_template=INSTRUMENT,
            name=tool.name,
            title=tool.title,
            description=tool.description,
            mime_type=JSON,
        )
        return ListResourceTemplatesResult(resource_templates=[about])

    async def read(self, _: Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        """A resource as JSON; the same as the tool of its name gives."""
        uri = str(asked.uri)
        try:
            tool, arguments = _resource(uri)
            found = await self.in_thread(tool, arguments)
        except Exception as error:
            code = INVALID_PARAMS if isinstance(error, UsageError) else INTERNAL_ERROR
            raise MCPError(code=code, message=line_of(error)) from None
        text = json.dumps(found.values, ensure_ascii=False)
        told = TextResourceContents(uri=uri, text=text, mime_type=JSON)
        return ReadResourceResult(contents=[told])


def _resource(uri: str) -> tuple[Tool, dict[str, str]]:
    if uri == COVERAGE:
        return TOOLS["coverage"], {}
    start = INSTRUMENT.removesuffix("{id}")
    if not uri.startswith(start):
        raise UsageError(f"uri: expected {COVERAGE} or {INSTRUMENT}; found {uri!r:.100}")
    return TOOLS["instrument"], {"id": unquote(uri.removeprefix(start))}


def _shown(tool: Tool) -> ShownTool:
    return ShownTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=READS,
    )


def _text(words: str) -> TextContent:
    return TextContent(type="text", text=words)


def server(
    ledger: str | None, web: str | None, now: Callable[[], datetime] = utc_now
) -> Server[dict[str, Any]]:
    """The server of one ledger; its first use is over before the first question comes."""
    tracker.open(ledger, now=now).close()
    rooms = Rooms(ledger, web, now)
    return Server(
        "regulatory-timeline-tracker",
        version=tracker.__version__,
        title="Regulatory Timeline Tracker",
        instructions=INSTRUCTIONS,
        on_list_tools=rooms.tools,
        on_call_tool=rooms.call,
        on_list_resources=rooms.resources,
        on_list_resource_templates=rooms.templates,
        on_read_resource=rooms.read,
    )
