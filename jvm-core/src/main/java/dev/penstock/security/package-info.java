/// Keyed pseudonyms: HMAC-SHA-256 of values under keys that never leave the process.
package dev.penstock.security;
