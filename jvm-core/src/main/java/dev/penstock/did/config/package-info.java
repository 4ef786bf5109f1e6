/// What callers ask difference-in-differences for, read from JSON.
package dev.penstock.did.config;
