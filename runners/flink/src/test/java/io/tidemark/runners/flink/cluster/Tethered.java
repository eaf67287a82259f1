package io.tidemark.runners.flink.cluster;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class for as long as standard input stays open. Its parent holds the other end:
 * when the parent ends, however it ends, so does this process.
 */
final class Tethered {

  private Tethered() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Thread tether = new Thread(Tethered::haltAtEndOfInput, "tether");
    tether.setDaemon(true);
    tether.start();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException e) {
      System.err.println("standard input is lost: " + e);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
