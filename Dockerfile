# The first stage builds, the second holds the build and what it needs. docs/container.md says how to use it.
# The same Node as everywhere else: package.json, optionalDependencies.
FROM node:26.10.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# The image has a Node already, so the one among the optional packages goes.
RUN npm prune --omit=dev --omit=optional --ignore-scripts
RUN ln -s quadrivium.js bin/quadrivium && mkdir /data

FROM node:26.10.0-trixie-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=8 \
    PATH=/app/bin:/usr/local/bin:/usr/bin:/bin \
    QUADRIVIUM_DATA_DIR=/data \
    QUADRIVIUM_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/docs docs
COPY --from=build /app/dist dist
# A user of no name and no rights. Nothing but /data is written.
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD quadrivium health
ENTRYPOINT ["quadrivium"]
CMD ["start"]
