/** Made up for the tests; the Worker gets them as its secrets, and the tests sign with them. */
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
/** The token before, as it is while Twilio's two tokens are being rotated. */
export const OLD_AUTH_TOKEN = "fedcba9876543210fedcba9876543210";

export const SECRETS = {
  OPENAI_API_KEY: "sk-test-4f1c",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: `${AUTH_TOKEN},${OLD_AUTH_TOKEN}`,
};
