package io.tidemark.pipelines.deadletter;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this process, by which a dead letter says who set it aside. */
public final class ProcessorInstance {

  private static final String NAME = hostAndPid();

  private ProcessorInstance() {}

  /** {@code host/pid}; {@code unknown host/pid} where the host has no name. */
  public static String name() {
    return NAME;
  }

  private static String hostAndPid() {
    long pid = ProcessHandle.current().pid();
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + pid;
    } catch (UnknownHostException e) {
      return "unknown host/" + pid;
    }
  }
}
