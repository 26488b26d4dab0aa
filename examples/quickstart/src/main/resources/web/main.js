// Signs in, then puts the parts together: connection -> chat -> view.

import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { AppView } from './view.js';
import { forgetSession, savedSession, signIn } from './session.js';

const form = document.getElementById('sign-in-form');
const nameInput = document.getElementById('name');
const error = document.getElementById('sign-in-error');
const button = form.querySelector('button');

function enter(session) {
  document.getElementById('sign-in').hidden = true;
  const url = new URL('chat', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  let { token } = session;
  const connection = new Connection(url, async stale => {
    if (stale) ({ token } = await signIn(session.user));
    return token;
  });
  new AppView(new Chat(session.user, connection), connection);
  window.addEventListener('online', () => connection.wake());
  window.addEventListener('offline', () => connection.wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.wake();
  });
  connection.connect();
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  button.disabled = true;
  error.textContent = '';
  try {
    enter(await signIn(nameInput.value.trim()));
  } catch (failure) {
    error.textContent = failure.message;
    nameInput.select();
  }
  button.disabled = false;
});

document.getElementById('sign-out').addEventListener('click', () => {
  forgetSession();
  location.reload();
});

const saved = savedSession();
if (saved) {
  enter(saved);
} else {
  document.getElementById('sign-in').hidden = false;
  nameInput.focus();
}
