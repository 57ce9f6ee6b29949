//! Scans JSON text and trims it to what a plan keeps.
