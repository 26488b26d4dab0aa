package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells which attachments are in use. */
final class AttachmentReads {
    private record Upload(long by, String ref) {
        static final Upload NONE = new Upload(0, "");
    }

    private final Directory directory;
    private final RowsQuery<Upload> inUse;

    AttachmentReads(Tables tables, Directory directory) {
        this.directory = directory;
        inUse = ListQuery.each(
                "SELECT ref FROM " + tables.attachment() + " WHERE from_user = ? AND ref = ?",
                Upload.NONE,
                (statement, at, upload) -> {
                    statement.setLong(at, upload.by());
                    statement.setString(at + 1, upload.ref());
                    return at + 2;
                });
    }

    Set<String> inUse(Connection connection, UserId uploader, Collection<String> refs) throws SQLException {
        Set<String> found = new HashSet<>();
        KnownUser user = directory.user(connection, uploader);
        if (user != null) {
            List<Upload> uploads =
                    refs.stream().map(ref -> new Upload(user.id(), ref)).toList();
            inUse.forEachRow(connection, uploads, row -> found.add(row.getString(1)));
        }
        return found;
    }
}
