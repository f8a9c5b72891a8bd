"""The questions as tools of the Model Context Protocol: read, never written."""
