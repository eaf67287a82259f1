package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The files of the query service parse into Kubernetes' own models. That a cluster runs them is not
 * shown here.
 */
class ServeTemplateTest {
  private static final String FILE = "serve.yaml";

  @Test
  void twoReplicasOfWhichOneAlwaysAnswers() throws IOException {
    Deployment deployment = StrictYaml.document(FILE, Deployment.class);
    assertThat(deployment.getSpec().getReplicas(), is(2));
    assertThat(
        deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal(),
        is(0));
    PodDisruptionBudget budget = StrictYaml.document(FILE, PodDisruptionBudget.class);
    assertThat(budget.getSpec().getMinAvailable().getIntVal(), is(1));
  }

  @Test
  void serviceBudgetAndPolicySelectThePods() throws IOException {
    Deployment deployment = StrictYaml.document(FILE, Deployment.class);
    Map<String, String> pods = Map.of("app", "tidemark-serve");
    assertThat(deployment.getSpec().getSelector().getMatchLabels(), is(pods));
    assertThat(
        deployment.getSpec().getTemplate().getMetadata().getLabels().get("app"),
        is("tidemark-serve"));
    Service service = StrictYaml.document(FILE, Service.class);
    assertThat(service.getSpec().getSelector(), is(pods));
    PodDisruptionBudget budget = StrictYaml.document(FILE, PodDisruptionBudget.class);
    assertThat(budget.getSpec().getSelector().getMatchLabels(), is(pods));
    NetworkPolicy policy = StrictYaml.document(FILE, NetworkPolicy.class);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels(), is(pods));
    for (HasMetadata resource : List.of(deployment, service, budget, policy)) {
      assertThat(resource.getMetadata().getNamespace(), is("tidemark"));
    }
  }

  @Test
  void probesAskWhatTheServiceAnswers() throws IOException {
    Container container = container();
    assertThat(container.getReadinessProbe().getHttpGet().getPath(), is("/readyz"));
    assertThat(container.getLivenessProbe().getHttpGet().getPath(), is("/healthz"));
    assertThat(container.getStartupProbe().getHttpGet().getPath(), is("/healthz"));
    assertThat(container.getPorts().get(0).getContainerPort(), is(8480));
    assertThat(container.getArgs(), hasItem("--listen=0.0.0.0:8480"));
  }

  @Test
  void secretsAreFilesAndNothingRunsAsRootOrWritesToTheImage() throws IOException {
    PodSpec pod = pod();
    Container container = container();
    assertThat(pod.getSecurityContext().getRunAsNonRoot(), is(true));
    assertThat(pod.getSecurityContext().getRunAsUser(), greaterThan(0L));
    assertThat(pod.getAutomountServiceAccountToken(), is(false));
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem(), is(true));
    assertThat(container.getSecurityContext().getCapabilities().getDrop(), is(List.of("ALL")));
    var mount = container.getVolumeMounts().get(0);
    assertThat(mount.getReadOnly(), is(true));
    for (String arg : container.getArgs()) {
      if (arg.contains("File=")) {
        assertThat(arg, arg.contains("=" + mount.getMountPath() + "/"), is(true));
      }
    }
  }

  @Test
  void theImageHasTheJarOfThisVersionAndNoRoot() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("kubernetes", "serve.Dockerfile"));
    assertThat(lines, hasItem("COPY query/target/tidemark-query-0.2.0.jar /opt/tidemark/"));
    assertThat(lines, hasItem("COPY config/target/tidemark-config-0.2.0.jar /opt/tidemark/"));
    assertThat(lines, hasItem("USER " + pod().getSecurityContext().getRunAsUser() + ":10001"));
  }

  private static PodSpec pod() throws IOException {
    return StrictYaml.document(FILE, Deployment.class).getSpec().getTemplate().getSpec();
  }

  private static Container container() throws IOException {
    return pod().getContainers().get(0);
  }
}
