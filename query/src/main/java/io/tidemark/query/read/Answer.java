package io.tidemark.query.read;

/** What was read, and how fresh it is. */
public record Answer<T>(T value, Freshness freshness) {}
