import {
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createScratchFolder, removeFolder } from '../common/scratch.js';
import { s3Settings, type Env } from '../config/env.js';
import { isS3Missing, isS3RangeBehindEnd, toStorageError } from './s3-errors.js';
import { abortUploads, deleteObjects } from './s3-removal.js';
import {
  assertStorageKey,
  Storage,
  StoredObjectMissingError,
  type ByteRange,
  type DownloadHeaders,
  type LocalCopy,
} from './storage.js';

/** The smallest that S3 takes. Two of them on their way are all that a stream needs of memory. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
const DOWNLOAD_URL_SECONDS = 60;
const TIMEOUTS = {
  connectionTimeout: 3_000,
  /** Until the answer begins. */
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
  /** Without a byte. */
  socketTimeout: 60_000,
};

interface S3StorageOptions {
  client: S3Client;
  bucket: string;
  presignedDownloads: boolean;
}

/** Objects in a bucket of anything that speaks S3. The store itself shows an object only once it is whole. */
export class S3Storage extends Storage {
  readonly backend = 's3';
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly presignedDownloads: boolean;

  constructor({ client, bucket, presignedDownloads }: S3StorageOptions) {
    super();
    this.client = client;
    this.bucket = bucket;
    this.presignedDownloads = presignedDownloads;
  }

  /** As the environment says. Throws `EnvError` when it says nothing of S3. */
  static of(env: Env): S3Storage {
    const settings = s3Settings(env);
    const client = new S3Client({
      endpoint: settings.S3_ENDPOINT,
      region: settings.S3_REGION,
      credentials: { accessKeyId: settings.S3_ACCESS_KEY_ID, secretAccessKey: settings.S3_SECRET_ACCESS_KEY },
      forcePathStyle: env.S3_FORCE_PATH_STYLE,
      requestHandler: TIMEOUTS,
      // Checksums in trailers are Amazon's own; other stores refuse them, or take them for content.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return new S3Storage({ client, bucket: settings.S3_BUCKET, presignedDownloads: env.S3_PRESIGNED_DOWNLOADS });
  }

  async write(key: string, body: Readable): Promise<number> {
    assertStorageKey(key);
    const metered = new Metered(body);
    const counted = Readable.from(metered, { highWaterMark: 1 });
    try {
      const params = { ...this.at(key), Body: counted };
      await new Upload({ client: this.client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
      return metered.bytes;
    } catch (error) {
      const isOfBody = body.errored === error;
      counted.destroy();
      body.destroy();
      throw isOfBody ? error : toStorageError(error);
    }
  }

  async writeBuffer(key: string, body: Buffer | string): Promise<void> {
    await this.ask(() => this.client.send(new PutObjectCommand({ ...this.at(key), Body: Buffer.from(body) })));
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const { Body } = await this.get(key, range);
      // Under Node it is always one.
      return Body as Readable;
    } catch (error) {
      if (isS3RangeBehindEnd(error)) return Readable.from([]);
      if (isS3Missing(error)) throw new StoredObjectMissingError(key);
      throw toStorageError(error);
    }
  }

  async readBuffer(key: string, range?: ByteRange): Promise<Buffer> {
    return buffer(await this.read(key, range));
  }

  async localCopy(key: string, scratchDirectory: string): Promise<LocalCopy> {
    const body = await this.read(key);
    const folder = await createScratchFolder(scratchDirectory);
    const release = (): Promise<void> => removeFolder(folder);
    const path = join(folder, 'copy');
    try {
      await pipeline(body, createWriteStream(path, { flags: 'wx', mode: 0o640 }));
    } catch (error) {
      await release();
      throw toStorageError(error);
    }
    return { path, release };
  }

  async downloadUrl(key: string, { disposition, mediaType }: DownloadHeaders): Promise<string | null> {
    if (!this.presignedDownloads) return null;
    const command = new GetObjectCommand({
      ...this.at(key),
      ResponseContentDisposition: disposition,
      ResponseContentType: mediaType,
    });
    return getSignedUrl(this.client, command, { expiresIn: DOWNLOAD_URL_SECONDS });
  }

  async deletePrefix(prefix: string): Promise<void> {
    assertStorageKey(prefix);
    await this.ask(async () => {
      await abortUploads(this.client, this.bucket, prefix);
      await deleteObjects(this.client, this.bucket, prefix);
    });
  }

  async *list(): AsyncIterable<string> {
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket })) {
        yield* Contents.flatMap(({ Key }) => Key ?? []);
      }
    } catch (error) {
      throw toStorageError(error);
    }
  }

  async check(): Promise<void> {
    await this.ask(() => this.client.send(new HeadBucketCommand({ Bucket: this.bucket })));
  }

  private get(key: string, range?: ByteRange): Promise<GetObjectCommandOutput> {
    const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
    return this.client.send(new GetObjectCommand({ ...this.at(key), ...part }));
  }

  private at(key: string): { Bucket: string; Key: string } {
    assertStorageKey(key);
    return { Bucket: this.bucket, Key: key };
  }

  private async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw toStorageError(error);
    }
  }
}

/** Counts what passes. */
class Metered implements AsyncIterable<Buffer | string> {
  bytes = 0;

  constructor(private readonly body: Readable) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer | string> {
    for await (const chunk of this.body as AsyncIterable<Buffer | string>) {
      this.bytes += Buffer.byteLength(chunk);
      yield chunk;
    }
  }
}
