// Package e2e walks through the whole program in a browser, as an office would: its tests start an App with a demonstration
// city and click.
package e2e
