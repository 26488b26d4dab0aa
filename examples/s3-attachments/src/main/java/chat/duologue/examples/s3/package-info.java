/** An attachment store whose permits are presigned URLs of an S3 bucket. */
@NullMarked
package chat.duologue.examples.s3;

import org.jspecify.annotations.NullMarked;
