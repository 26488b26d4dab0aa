package chat.duologue.jetty.attachments;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives what is below a path of its context to one handler, and everything else to the next. */
final class BelowPath extends Handler.Wrapper {
    private final String prefix;
    private final Handler below;

    BelowPath(String path, Handler below) {
        this.prefix = path + "/";
        this.below = below;
        installBean(below);
    }

    @Override
    protected void doStart() throws Exception {
        below.setServer(getServer());
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return Request.getPathInContext(request).startsWith(prefix)
                ? below.handle(request, response, callback)
                : super.handle(request, response, callback);
    }

    /** Files are read and written. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }
}
