// Package inputoutput is input–output analysis: coefficients, inverses, multipliers, linkages, extraction, import exposure and
// regional coefficients, and the compact national table from which a new chain is drafted. Rows supply, columns use; Z is n × n
// in money, x the n gross outputs. Nothing here reads a database. After Miller & Blair, Input–Output Analysis, 2nd ed. 2009.
package inputoutput
