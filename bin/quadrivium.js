#!/usr/bin/env node
// A file of its own, so that it stays executable when the build is made anew.
import '../dist/main.js'
