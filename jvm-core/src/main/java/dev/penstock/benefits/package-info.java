/// Rules of retirement plans as table functions.
package dev.penstock.benefits;
