# One image for the API, the worker and the sandbox: the command tells which.

FROM node:24.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
# The workflow's bundle is made here once, since at run time the container may not write to it.
RUN npx tsc -p tsconfig.build.json \
  && node -e "require('./dist/runtime/workflow-bundle').workflowBundle(require('node:path').resolve('dist'), console)"

FROM node:24.21-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24.21-bookworm-slim
# Temporal's native client takes the system's certificate authorities.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY skills ./skills
COPY connectors/berlin-group/profiles ./connectors/berlin-group/profiles
COPY sandbox/documents ./sandbox/documents
# The sandbox keeps its journals here; the API and the worker write nothing.
RUN mkdir /data && chown node:node /data
USER node
# The second option is for uploads on Node 24: see apiOptions in local/stack/processes.ts.
CMD ["node", "--enable-source-maps", "--scavenger-max-new-space-capacity-mb=8", "dist/api/server.js"]
