import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';

/** A bucket of its own for one test or suite, seen from outside. */
export class Bucket {
  private constructor(
    private readonly client: S3Client,
    readonly name: string,
  ) {}

  static async create(client: S3Client): Promise<Bucket> {
    const name = `test-${randomBytes(6).toString('hex')}`;
    await client.send(new CreateBucketCommand({ Bucket: name }));
    return new Bucket(client, name);
  }

  /** The keys of all objects below a prefix. */
  async keys(prefix = ''): Promise<string[]> {
    const keys: string[] = [];
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.name, Prefix: prefix });
    for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    return keys;
  }

  /** The checksums of all objects, by their keys. */
  async digests(): Promise<Map<string, string>> {
    const digests = new Map<string, string>();
    for (const key of (await this.keys()).sort()) {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      digests.set(key, createHash('sha256').update(bytes).digest('hex'));
    }
    return digests;
  }

  async put(key: string, text: string): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: text }));
  }

  /** The keys of uploads whose parts wait to be put together. */
  async unfinishedUploads(): Promise<string[]> {
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: this.name }));
    return Uploads.flatMap(({ Key }) => Key ?? []);
  }
}
