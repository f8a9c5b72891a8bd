"""Pictures of time for the pages: values that a template sets as SVG, in per cent of a width."""
