// Package e2e walks through the real program: in a browser, over HTTP with every
// role on every route, and killing it while it writes. Its folder bench measures
// the running program.
package e2e
