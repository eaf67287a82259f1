package io.tidemark.pipelines.event;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.SystemHealth.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;

/**
 * Encodes a {@link SystemHealth} as a version byte, its {@link OptionalFields}, then the fields in
 * the order of the record.
 */
public final class SystemHealthCoder extends AtomicCoder<SystemHealth> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final SystemHealthCoder INSTANCE = new SystemHealthCoder();

  private SystemHealthCoder() {}

  /** Returns the coder. */
  public static SystemHealthCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(SystemHealth event, OutputStream out) throws IOException {
    out.write(VERSION);
    OptionalFields.write(
        out,
        event.cpuUsage(),
        event.memoryUsage(),
        event.activeRequests(),
        event.queueDepth(),
        event.errorRate());
    BinaryFormat.writeText(event.id(), out);
    BinaryFormat.writeLong(event.timestampMillis(), out);
    BinaryFormat.writeText(event.component(), out);
    out.write(code(event.status()));
    OptionalFields.writeDouble(event.cpuUsage(), out);
    OptionalFields.writeDouble(event.memoryUsage(), out);
    OptionalFields.writeDouble(event.activeRequests(), out);
    OptionalFields.writeDouble(event.queueDepth(), out);
    OptionalFields.writeDouble(event.errorRate(), out);
    BinaryFormat.writeNumbers(event.metrics(), out);
  }

  @Override
  public SystemHealth decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "health reports");
    OptionalFields optional = OptionalFields.read(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new SystemHealth(
        BinaryFormat.readText(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readText(in),
        status(BinaryFormat.readByte(in)),
        optional.nextDouble(in),
        optional.nextDouble(in),
        optional.nextDouble(in),
        optional.nextDouble(in),
        optional.nextDouble(in),
        BinaryFormat.readNumbers(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  // Not the ordinal: the order of the constants may change, stored bytes may not.
  private static int code(Status status) {
    return switch (status) {
      case HEALTHY -> 0;
      case DEGRADED -> 1;
      case UNHEALTHY -> 2;
    };
  }

  private static Status status(int code) throws CoderException {
    return switch (code) {
      case 0 -> Status.HEALTHY;
      case 1 -> Status.DEGRADED;
      case 2 -> Status.UNHEALTHY;
      default -> throw new CoderException("a stored status is " + code + "; known are 0, 1, 2");
    };
  }
}
