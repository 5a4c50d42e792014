#!/usr/bin/env node
/** The command line: `trajstore COMMAND …`. */
import { main } from './main.js'

process.exitCode = await main(process.argv.slice(2), process)
