# SPDX-License-Identifier: Apache-2.0
#
# The node in a small image: docker build -t openledger-node .
# Run it: docker run -v openledger:/data -p 30333:30333 -p 9944:9944 openledger-node --chain openledger ...

FROM debian:12-slim AS builder
WORKDIR /src
# The toolchain first: it changes less often than the sources.
COPY scripts/setup scripts/environment.sh scripts/
RUN apt-get update && scripts/setup --no-node --no-libtorch
COPY . .
# Without .git the version would not know its commit: docker build --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT=unknown
ENV SUBSTRATE_CLI_GIT_COMMIT_HASH=$COMMIT
RUN . scripts/environment.sh \
	&& cargo build --locked --profile production -p openledger-node --features openledger-runtime/on-chain-release-build \
	&& install -D "$CARGO_TARGET_DIR/production/openledger-node" /out/openledger-node

FROM debian:12-slim
LABEL org.opencontainers.image.title="openledger-node" \
	org.opencontainers.image.licenses="Apache-2.0" \
	org.opencontainers.image.source="https://github.com/openledger/openledger"
# Certificates: without them the node's off-chain workers, and so the node, do not start.
# curl: for the health check.
RUN apt-get update \
	&& apt-get install -y --no-install-recommends ca-certificates curl libstdc++6 \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --uid 1000 --create-home --home-dir /data --shell /usr/sbin/nologin openledger
COPY --from=builder /out/openledger-node /usr/local/bin/openledger-node
USER openledger
VOLUME /data
# p2p, JSON-RPC, metrics; p2p of the relay chain client.
EXPOSE 30333 9944 9615 30334
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
	CMD curl -fsS -H 'Content-Type: application/json' \
		-d '{"id":1,"jsonrpc":"2.0","method":"system_health","params":[]}' \
		http://127.0.0.1:9944 | grep -q '"peers"'
ENTRYPOINT ["openledger-node", "--base-path", "/data"]
CMD ["--help"]
