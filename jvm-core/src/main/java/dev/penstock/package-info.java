/// The front door: an engine that runs plans.
package dev.penstock;
