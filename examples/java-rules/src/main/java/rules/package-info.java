/// Rules of a company, for whoever has salaries in a frame.
package rules;
