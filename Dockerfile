# The service alone: no build step, Node runs the TypeScript as it is. Postgres comes with the npm packages.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The package "node" is for machines without Node 24; here the image's own Node is used.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24-slim
# The built-in Postgres is left to process 1 when it ends; tini takes it in, which Node as process 1 would not.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY commands ./commands
COPY src ./src
RUN mkdir /data /config /compiled && chown node:node /data /compiled

# The user "node" of the image: Postgres does not run as root.
USER node
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/compiled \
    QUARTERDECK_DATA=/data \
    QUARTERDECK_CATALOG=/config/quarterdeck.yml
# What Node compiles is kept in the image: each container would otherwise compile it anew, and keep the compiler in memory. Without
# settings the program itself only says which are missing.
RUN node --input-type=module -e "await import('./src/app.ts')" && ! node src/main.ts
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "src/main.ts"]
