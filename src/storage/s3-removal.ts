import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isS3NotImplemented, isS3UploadGone } from './s3-errors.js';

/** Deletes the object `prefix` and all below it, a page of the list at a time. */
export async function deleteObjects(client: S3Client, bucket: string, prefix: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    const keys = Contents.flatMap(({ Key }) => (Key !== undefined && isBelow(prefix, Key) ? [Key] : []));
    if (keys.length === 0) continue;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
        // The checksum that every store understands.
        ChecksumAlgorithm: 'MD5',
      }),
    );
    const [first] = Errors;
    if (first)
      throw new Error(`${Errors.length} object(s) were not deleted: ${first.Code ?? ''} ${first.Message ?? ''}`);
  }
}

/** Gives up uploads that nobody will finish: their parts are kept, and paid for, until somebody does. */
export async function abortUploads(client: S3Client, bucket: string, prefix: string): Promise<void> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    page = await listUploads(client, bucket, prefix, page);
    for (const upload of page?.Uploads ?? []) await abort(client, bucket, prefix, upload);
  } while (page?.IsTruncated);
}

async function listUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
  after?: ListMultipartUploadsCommandOutput,
): Promise<ListMultipartUploadsCommandOutput | undefined> {
  const { NextKeyMarker, NextUploadIdMarker } = after ?? {};
  try {
    return await client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: NextKeyMarker,
        UploadIdMarker: NextUploadIdMarker,
      }),
    );
  } catch (error) {
    // Such a store has to clear them away by a rule of its own.
    if (isS3NotImplemented(error)) return undefined;
    throw error;
  }
}

async function abort(client: S3Client, bucket: string, prefix: string, { Key, UploadId }: MultipartUpload) {
  if (Key === undefined || UploadId === undefined || !isBelow(prefix, Key)) return;
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  } catch (error) {
    if (!isS3UploadGone(error)) throw error;
  }
}

/** `documents/a` is not above `documents/ab`. */
function isBelow(prefix: string, key: string): boolean {
  return key === prefix || key.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
