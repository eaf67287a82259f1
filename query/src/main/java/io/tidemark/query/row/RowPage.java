package io.tidemark.query.row;

import java.util.List;

/**
 * Some rows of an answer.
 *
 * @param rows in the order asked for, at most the limit
 * @param more whether there were rows beyond them when they were read
 */
public record RowPage(List<StoredRow> rows, boolean more) {}
