# The ferry command in a container: docs/packages.md
FROM maven:3.9-eclipse-temurin-17 AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils=2.* \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -B -ntp -Pdist -pl dist -am -DskipTests -Dspotless.check.skip=true package

FROM debian:12-slim
RUN useradd --create-home --uid 10001 ferry
COPY --from=build /source/dist/target/image/onnxferry-* /opt/onnxferry
ENV PATH="/opt/onnxferry/bin:$PATH"
USER 10001
WORKDIR /work
ENTRYPOINT ["ferry"]
CMD ["--help"]
