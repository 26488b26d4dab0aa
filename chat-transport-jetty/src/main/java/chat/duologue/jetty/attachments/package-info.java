/** Attachments as files in a directory, and over HTTP: signed URLs, uploads, downloads. */
@NullMarked
package chat.duologue.jetty.attachments;

import org.jspecify.annotations.NullMarked;
