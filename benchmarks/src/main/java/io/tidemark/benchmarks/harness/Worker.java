package io.tidemark.benchmarks.harness;

import io.tidemark.benchmarks.job.FirstPoll;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.ReferenceModel;
import io.tidemark.benchmarks.workload.Traffic;
import io.tidemark.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of one side, warm from run to run. Takes {@link Command}s from a socket, answers
 * each, and ends with it.
 */
public final class Worker {

  private Worker() {}

  /** What a worker is told. */
  sealed interface Command extends Serializable {}

  /** Start this run; answered when the job is submitted. */
  record Start(Run run) implements Command {
    private static final long serialVersionUID = 1;
  }

  /** Whether the job has failed; answered by a {@code Boolean}. */
  record Failed() implements Command {
    private static final long serialVersionUID = 1;
  }

  /** Stop the run, whose last result was there at this time; answered by {@link Measured}. */
  record Stop(long endMillis, long events) implements Command {
    private static final long serialVersionUID = 1;
  }

  /** Time a fold over the first events of a run, from memory; answered by {@link Measured}. */
  record Ceiling(Workload workload, long events) implements Command {
    private static final long serialVersionUID = 1;
  }

  /**
   * What a run took, from its first record to its last result.
   *
   * @param cpuSeconds of the whole process
   */
  record Measured(double seconds, double cpuSeconds, long events) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Arguments: the port of the caller, and the name of the {@link SystemUnderTest} or none for the
   * ceiling.
   */
  public static void main(String[] args) throws Exception {
    Socket caller = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    ObjectOutputStream out = new ObjectOutputStream(caller.getOutputStream());
    ObjectInputStream in = new ObjectInputStream(caller.getInputStream());
    SystemUnderTest side = args.length == 1 ? null : SystemUnderTest.valueOf(args[1]);
    Job job = null;
    CpuTrace cpu = null;
    while (true) {
      Command command;
      try {
        command = (Command) in.readObject();
      } catch (IOException theCallerIsGone) {
        System.exit(0); // Flink's threads would stay.
        return;
      }
      Serializable answer;
      if (command instanceof Start start) {
        FirstPoll.reset();
        cpu = new CpuTrace();
        job = side.start(start.run());
        answer = true;
      } else if (command instanceof Failed) {
        answer = job.hasFailed();
      } else if (command instanceof Stop stop) {
        long first = FirstPoll.millis();
        answer =
            new Measured(
                (stop.endMillis() - first) / 1e3,
                cpu.seconds(first, stop.endMillis()),
                stop.events());
        job.cancel();
        cpu.close();
        System.gc();
      } else {
        answer = ceiling((Ceiling) command);
      }
      out.writeObject(answer);
      out.flush();
    }
  }

  private static Measured ceiling(Ceiling command) {
    Traffic traffic = new Traffic(command.workload().input());
    List<byte[]> events = new ArrayList<>();
    for (long number = 0; number < command.events(); number++) {
      events.add(traffic.event(number).json());
    }
    System.gc();
    try (CpuTrace cpu = new CpuTrace()) {
      long start = System.currentTimeMillis();
      ReferenceModel fold = new ReferenceModel(command.workload());
      events.forEach(fold::add);
      fold.finish(row -> {});
      long end = System.currentTimeMillis();
      return new Measured((end - start) / 1e3, cpu.seconds(start, end), command.events());
    }
  }
}
