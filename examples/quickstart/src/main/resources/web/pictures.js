// Small stand-ins for pictures, which messages carry.

/** What every browser shows and none runs. */
export const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

const SIDE_PX = 32;
const QUALITY = 0.6;

/** A tiny copy in base64, or undefined where there is none that fits. */
export async function previewOf(file, maxBytes) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const preview = canvas.toDataURL('image/jpeg', QUALITY).split(',')[1];
    return preview.length <= maxBytes ? preview : undefined;
  } catch {
    return undefined; // No picture after all: it goes as a file.
  }
}

/** Where the browser has it; null where it is none. Whoever uses it revokes it. */
export function urlOfPreview(preview) {
  try {
    const bytes = Uint8Array.from(atob(preview), char => char.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
  } catch {
    return null;
  }
}
