package desk

// What only the tests of this room read.

var MigrationFiles = migrations
