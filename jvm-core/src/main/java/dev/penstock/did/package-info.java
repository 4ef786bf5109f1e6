/// Difference-in-differences with staggered adoption as table functions, after Callaway and Sant'Anna (2021).
package dev.penstock.did;
