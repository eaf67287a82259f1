/**
 * Which incidents does each method find, after how long, and how often does it warn of an ordinary
 * day? Over generated requests, whose incidents are known.
 */
package io.tidemark.benchmarks.anomaly;
