# syntax=docker/dockerfile:1
# Two images of one build: `--target api` (the API, and the migrations) and `--target worker`. Each holds what its
# programs load and nothing else; scripts/image-targets.mjs says what that is.

ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# The second for lock files that do not name the optional packages of this platform, which "npm ci" refuses.
RUN npm ci --include=dev --no-audit --loglevel=error || npm install --no-save --include=dev --no-audit --loglevel=error
COPY LICENSE nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build
COPY scripts/image-tree.mjs scripts/image-targets.mjs ./scripts/
RUN node scripts/image-tree.mjs /images

FROM ${NODE_IMAGE} AS runtime
ENV NODE_ENV=production TZ=UTC
WORKDIR /app
# A volume that is mounted here for the first time takes this owner over.
RUN install -d -o node -g node /data /data/storage /data/scratch

FROM runtime AS api
COPY --from=build /images/api ./
USER node
EXPOSE 8001
CMD ["node", "--enable-source-maps", "dist/main.js"]

FROM runtime AS worker
COPY --from=build /images/worker ./
USER node
# Node would otherwise let garbage pile up to a share of the machine's memory.
CMD ["node", "--enable-source-maps", "--max-old-space-size=512", "dist/worker.js"]
