package io.tidemark.pipelines.row;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Encodes withdrawals of rows of one table as a version byte and the cells in their order.
 *
 * <p>It keeps of the table only what it needs, as a coder is stored in savepoints.
 */
public final class RowCoder extends CustomCoder<Row> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;
  private static final Coder<String> TEXT = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<Long> LONG = NullableCoder.of(VarLongCoder.of());
  private static final Coder<Double> DOUBLE = NullableCoder.of(DoubleCoder.of());
  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());

  private final ArrayList<SqlType> types = new ArrayList<>();
  private final ArrayList<Integer> keys = new ArrayList<>();
  private final int version;

  private RowCoder(Table<?> table) {
    version = table.indexOf("version");
    for (int i = 0; i < table.columns().size(); i++) {
      types.add(table.columns().get(i).type());
      if (table.columns().get(i).isKey()) {
        keys.add(i);
      }
    }
  }

  /** Returns the coder of rows of a table. */
  public static RowCoder of(Table<?> table) {
    return new RowCoder(table);
  }

  @Override
  public void encode(Row row, OutputStream out) throws IOException {
    out.write(VERSION);
    for (int i = 0; i < types.size(); i++) {
      switch (types.get(i)) {
        case TEXT, JSON -> TEXT.encode((String) row.cell(i), out);
        case BIGINT, TIMESTAMP -> LONG.encode((Long) row.cell(i), out);
        case DOUBLE -> DOUBLE.encode((Double) row.cell(i), out);
        case BYTES -> BYTES.encode((byte[]) row.cell(i), out);
      }
    }
  }

  @Override
  public Row decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "rows");
    Object[] cells = new Object[types.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          switch (types.get(i)) {
            case TEXT, JSON -> TEXT.decode(in);
            case BIGINT, TIMESTAMP -> LONG.decode(in);
            case DOUBLE -> DOUBLE.decode(in);
            case BYTES -> BYTES.decode(in);
          };
    }
    List<Object> primaryKey = keys.stream().map(key -> cells[key]).toList();
    return new Row(cells, primaryKey, (Long) cells[version], true);
  }

  @Override
  public void verifyDeterministic() {}
}
