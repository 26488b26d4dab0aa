// A menu at a button, as the ARIA practices have it: arrow keys, Home, End and first letters move, Escape and Tab close.

let close = () => {};

/**
 * Opens a menu; at the same button again, closes it.
 * @param items each `{text, run}`, and `label` where the text does not say it all, `checked` where it can be,
 *   `small` to stand beside others, `danger`
 */
export function openMenu(button, label, items) {
  const again = button.getAttribute('aria-expanded') === 'true';
  close();
  if (again) return;
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.role = 'menu';
  menu.ariaLabel = label;
  menu.append(...items.map(item => itemElement(item)));
  const leave = new AbortController();
  close = () => {
    close = () => {};
    leave.abort();
    button.setAttribute('aria-expanded', 'false');
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    if (hadFocus) button.focus({ preventScroll: true });
  };
  menu.addEventListener('keydown', event => move(event, menu));
  menu.addEventListener('click', ({ target }) => {
    const item = items[[...menu.children].indexOf(target.closest('[role^=menuitem]'))];
    if (!item) return;
    close();
    item.run();
  });
  const { signal } = leave;
  document.addEventListener('pointerdown', ({ target }) => {
    if (!menu.contains(target) && !button.contains(target)) close();
  }, { signal });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget) && relatedTarget !== button) close();
  });
  window.addEventListener('resize', () => place(menu, button), { signal });
  document.addEventListener('scroll', () => place(menu, button), { signal, capture: true });
  button.setAttribute('aria-expanded', 'true');
  button.closest('section').append(menu);
  place(menu, button);
  menu.querySelector('[role^=menuitem]').focus({ preventScroll: true });
}

function itemElement({ text, label, checked, small, danger }) {
  const element = document.createElement('button');
  element.type = 'button';
  element.role = checked === undefined ? 'menuitem' : 'menuitemcheckbox';
  if (checked !== undefined) element.setAttribute('aria-checked', checked);
  if (label) element.setAttribute('aria-label', label);
  element.classList.toggle('small', Boolean(small));
  element.classList.toggle('danger', Boolean(danger));
  element.tabIndex = -1;
  element.textContent = text;
  return element;
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + height <= innerHeight ? below : at.top - height - 4;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  menu.style.left = `${Math.min(Math.max(8, at.right - width), innerWidth - width - 8)}px`;
}

function move(event, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
  if (next !== undefined) {
    items[(next + items.length) % items.length].focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    close();
  } else if (event.key.length === 1 && event.key !== ' ') {
    const letter = event.key.toLowerCase();
    const found = [...items.slice(at + 1), ...items].find(each => each.textContent.toLowerCase().startsWith(letter));
    found?.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
