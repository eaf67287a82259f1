package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.tidemark.pipelines.Settings;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.api.spec.JobSpec;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files for Kubernetes parse into the operator's and Kubernetes' own models, without a field
 * that these do not know. That a cluster runs them is not shown here.
 */
final class KubernetesTest {

  private static final String THREE = "three-workers.yaml";
  private static final String ONE = "one-worker.yaml";

  /** Options of Flink's that are declared outside its core. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "state.backend.rocksdb.localdir",
          "execution.checkpointing.interval",
          "execution.checkpointing.externalized-checkpoint-retention",
          "metrics.reporter.prom.factory.class",
          "metrics.reporter.prom.port",
          "kubernetes.operator.savepoint.history.max.count");

  /** Options of the Flink runner's. */
  private static final Set<String> OF_THE_RUNNER = Set.of("--attachedMode=false");

  @Test
  void theThreeWorkersHaveOneProcessorAndTwoGibibytesEach() throws IOException {
    FlinkDeploymentSpec spec = deployment(THREE).getSpec();
    assertThat(spec.getTaskManager().getReplicas(), is(3));
    assertThat(spec.getTaskManager().getResource().getCpu(), is(1.0));
    assertThat(spec.getTaskManager().getResource().getMemory(), is("2g"));
    assertThat(spec.getJob().getParallelism(), is(3));
  }

  @Test
  void theOneWorkerHasFourProcessorsEightGibibytesAndADiskForTheState() throws IOException {
    FlinkDeploymentSpec spec = deployment(ONE).getSpec();
    assertThat(spec.getTaskManager().getReplicas(), is(1));
    assertThat(spec.getTaskManager().getResource().getCpu(), is(4.0));
    assertThat(spec.getTaskManager().getResource().getMemory(), is("8g"));
    assertThat(spec.getJob().getParallelism(), is(4));
    assertThat(disk(spec.getTaskManager().getPodTemplate()), is("50Gi"));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void everyTaskHasASlot(String file) throws IOException {
    FlinkDeploymentSpec spec = deployment(file).getSpec();
    int slots = Integer.parseInt(spec.getFlinkConfiguration().get("taskmanager.numberOfTaskSlots"));
    assertThat(slots * spec.getTaskManager().getReplicas(), is(spec.getJob().getParallelism()));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void upgradesGoOnFromTheLastState(String file) throws IOException {
    FlinkDeploymentSpec spec = deployment(file).getSpec();
    assertThat(spec.getFlinkVersion(), is(FlinkVersion.v1_19));
    assertThat(spec.getJob().getUpgradeMode(), is(UpgradeMode.LAST_STATE));
    assertThat(spec.getFlinkConfiguration().get("high-availability.type"), is("kubernetes"));
    assertThat(spec.getFlinkConfiguration(), hasKey("high-availability.storageDir"));
    assertThat(spec.getFlinkConfiguration(), hasKey("state.checkpoints.dir"));
    assertThat(spec.getFlinkConfiguration().get("state.checkpoints.num-retained"), is("10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void everySettingIsOneOfFlinks(String file) throws IOException {
    Set<String> known = new HashSet<>(ELSEWHERE);
    for (Class<?> options :
        List.of(
            CheckpointingOptions.class,
            ExecutionOptions.class,
            HeartbeatManagerOptions.class,
            HighAvailabilityOptions.class,
            RestartStrategyOptions.class,
            StateBackendOptions.class,
            TaskManagerOptions.class)) {
      known.addAll(keys(options));
    }
    assertThat(deployment(file).getSpec().getFlinkConfiguration().keySet(), everyItem(in(known)));
  }

  /** Those that {@code tidemark run --runner=flink} takes. */
  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void whatBeamHasNoOptionsForIsSetAsTheLauncherSetsIt(String file) throws IOException {
    Map<String, String> launched =
        new ObjectMapper(new YAMLFactory())
            .readValue(
                Path.of("../runners/flink/conf/flink-conf.yaml").toFile(),
                new TypeReference<Map<String, String>>() {});
    Map<String, String> same = new HashMap<>(deployment(file).getSpec().getFlinkConfiguration());
    same.keySet().retainAll(launched.keySet());
    assertThat(same, is(launched));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void thePipelineTakesTheArguments(String file) throws IOException {
    JobSpec job = deployment(file).getSpec().getJob();
    assertThat(job.getEntryClass(), is("io.tidemark.runners.flink.FlinkMain"));
    List<String> args = new ArrayList<>(List.of(job.getArgs()));
    args.removeAll(OF_THE_RUNNER);
    PipelineOptionsFactory.register(TidemarkOptions.class);
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).as(TidemarkOptions.class);
    assertThat(Settings.from(options).performance().dimensions(), is(List.of("model", "region")));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void secretsAreFilesAndNothingRunsAsRoot(String file) throws IOException {
    FlinkDeploymentSpec spec = deployment(file).getSpec();
    var pod = spec.getPodTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot(), is(true));
    assertThat(pod.getVolumes().get(0).getSecret().getSecretName(), is("tidemark"));
    var mount = pod.getContainers().get(0).getVolumeMounts().get(0);
    assertThat(mount.getReadOnly(), is(true));
    for (String arg : spec.getJob().getArgs()) {
      if (arg.contains("File=")) {
        assertThat(arg, arg.contains("=" + mount.getMountPath() + "/"), is(true));
      }
    }
    assertThat(String.join(" ", spec.getJob().getArgs()).contains("assword="), is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {THREE, ONE})
  void prometheusFindsThePort(String file) throws IOException {
    FlinkDeploymentSpec spec = deployment(file).getSpec();
    Map<String, String> annotations = spec.getPodTemplate().getMetadata().getAnnotations();
    String port = spec.getFlinkConfiguration().get("metrics.reporter.prom.port");
    assertThat(annotations.get("prometheus.io/scrape"), is("true"));
    assertThat(annotations.get("prometheus.io/port"), is(port));
  }

  /** The operator labels pods {@code app: <name of the deployment>}. */
  @Test
  void policyAndBudgetSelectTheJobsPods() throws IOException {
    FlinkDeployment job = deployment(THREE);
    NetworkPolicy policy = StrictYaml.read("network-policy.yaml", NetworkPolicy.class);
    PodDisruptionBudget budget =
        StrictYaml.read("pod-disruption-budget.yaml", PodDisruptionBudget.class);
    Map<String, String> pods = Map.of("app", job.getMetadata().getName());
    assertThat(policy.getSpec().getPodSelector().getMatchLabels(), is(pods));
    assertThat(budget.getSpec().getSelector().getMatchLabels(), is(pods));
    for (HasMetadata resource : List.of(policy, budget, deployment(ONE))) {
      assertThat(resource.getMetadata().getNamespace(), is(job.getMetadata().getNamespace()));
    }
    assertThat(policy.getSpec().getPolicyTypes(), is(List.of("Ingress", "Egress")));
    assertThat(budget.getSpec().getMaxUnavailable().getIntVal(), is(1));
  }

  /** The check itself: a field that is misspelt deep inside is not passed over. */
  @Test
  void aMisspeltFieldIsRefused() {
    String yaml =
        "spec: {podTemplate: {spec: {containers: [{name: a, ports: [{containerPrt: 1}]}]}}}";
    assertThrows(
        UnrecognizedPropertyException.class, () -> StrictYaml.parse(yaml, FlinkDeployment.class));
  }

  private static String disk(PodTemplateSpec worker) {
    return worker
        .getSpec()
        .getVolumes()
        .get(0)
        .getEphemeral()
        .getVolumeClaimTemplate()
        .getSpec()
        .getResources()
        .getRequests()
        .get("storage")
        .toString();
  }

  private static List<String> keys(Class<?> options) {
    return Arrays.stream(options.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == ConfigOption.class)
        .map(KubernetesTest::key)
        .toList();
  }

  private static String key(Field field) {
    try {
      return ((ConfigOption<?>) field.get(null)).key();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }

  private static FlinkDeployment deployment(String file) throws IOException {
    return StrictYaml.read(file, FlinkDeployment.class);
  }
}
