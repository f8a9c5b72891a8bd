// Only enhances: every page works without this file.
"use strict";
