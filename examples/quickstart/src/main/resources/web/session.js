// Who is signed in. Kept for this tab only, so that a reload signs in again.

const KEY = 'duologue.session';

export function savedSession() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Asks the host application for a token; a thrown error is `refused` when asking again is no use. */
export async function signIn(user) {
  let response;
  try {
    response = await fetch('api/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user }),
    });
  } catch {
    throw new Error('The server can’t be reached. Please try again.');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || !answer.token) {
    const error = new Error(answer.error || `Sign-in failed (${response.status}).`);
    error.refused = response.status >= 400 && response.status < 500 && response.status !== 429;
    throw error;
  }
  const session = { user, token: answer.token };
  sessionStorage.setItem(KEY, JSON.stringify(session));
  return session;
}

export function forgetSession() {
  sessionStorage.removeItem(KEY);
}
