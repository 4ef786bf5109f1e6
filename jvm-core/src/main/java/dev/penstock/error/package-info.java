/// The exception family: every failure that may reach a user has a stable code, a place and a way out.
package dev.penstock.error;
