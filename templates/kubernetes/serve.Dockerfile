# The query service. It needs a Java 17 runtime and writes nothing to its file system but temporary files.
FROM eclipse-temurin:17-jre

COPY query/target/tidemark-query-0.2.0.jar /opt/tidemark/
COPY config/target/tidemark-config-0.2.0.jar /opt/tidemark/
COPY query/target/lib /opt/tidemark/lib

# No user of that number needs to exist; nothing in the pod runs as root.
USER 10001:10001
EXPOSE 8480
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-cp", "/opt/tidemark/*:/opt/tidemark/lib/*", "io.tidemark.query.serve.Serve"]
