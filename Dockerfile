# Two images. `platform` is the API, the worker and the admin command: docker-compose.yml says which. `sandbox` is the
# other side, for test tenants. `node test/image/contents.mjs` lists what each of them ships.

FROM node:24.21-bookworm-slim AS source
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json ./sandbox/
COPY examples/shop/package.json ./examples/shop/
COPY sdk/package.json ./sdk/
RUN npm ci --include=dev
COPY . .

# Compiles the entry points and what they import, nothing else.
FROM source AS platform-code
RUN npx tsc -p tsconfig.platform.json
# The workflow's bundle is made here once, since at run time the container may not write to it.
RUN node -e "require('./dist/runtime/workflow-bundle').workflowBundle(require('node:path').resolve('dist'), console)"

FROM source AS sandbox-code
RUN npx tsc -p sandbox

FROM node:24.21-bookworm-slim AS platform-packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-workspaces

FROM node:24.21-bookworm-slim AS sandbox-packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json ./sandbox/
COPY examples/shop/package.json ./examples/shop/
COPY sdk/package.json ./sdk/
RUN npm ci --omit=dev --workspace @vestibule/sandbox

FROM node:24.21-bookworm-slim AS sandbox
ENV NODE_ENV=production
WORKDIR /app
COPY --from=sandbox-packages /app/node_modules ./node_modules
COPY --from=sandbox-code /app/dist ./dist
COPY sandbox/package.json ./sandbox/
# Its journals.
RUN mkdir /data && chown node:node /data
USER node
CMD ["node", "--enable-source-maps", "dist/sandbox/server.js"]

FROM node:24.21-bookworm-slim AS platform
# Temporal's native client takes the system's certificate authorities.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=platform-packages /app/node_modules ./node_modules
COPY --from=platform-code /app/dist ./dist
COPY package.json ./
COPY docs ./docs
COPY sdk/README.md ./sdk/README.md
COPY skills ./skills
COPY connectors/berlin-group/profiles ./connectors/berlin-group/profiles
USER node
# The second option is for uploads on Node 24: see apiOptions in local/stack/processes.ts.
CMD ["node", "--enable-source-maps", "--scavenger-max-new-space-capacity-mb=8", "dist/api/server.js"]
