/**
 * Copies text. Flex is often a frame inside a CRM, where the clipboard's own interface is not permitted, so the
 * old way stays as the second one.
 *
 * @returns whether it is on the clipboard now.
 */
export async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    // Not permitted in this frame, or not there outside https.
    return copyBySelection(value);
  }
}

function copyBySelection(value: string): boolean {
  const focused = document.activeElement;
  const carrier = document.createElement("textarea");
  carrier.value = value;
  carrier.setAttribute("aria-hidden", "true");
  carrier.style.cssText = "position:fixed;opacity:0";
  document.body.append(carrier);
  carrier.select();
  const copied = document.execCommand("copy");
  carrier.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
