// Sets Amplify up as the package aws-amplify does it, which has much more in it.
import { Amplify } from '@aws-amplify/core';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { settings } from './settings.mjs';

const auth = { Cognito: { userPoolId: settings.pool, userPoolClientId: settings.client, userPoolEndpoint: settings.endpoint } };
Amplify.configure({ Auth: auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
cognitoUserPoolsTokenProvider.setAuthConfig(auth);
const kept = new Map();
cognitoUserPoolsTokenProvider.setKeyValueStorage({
  setItem: async (key, value) => void kept.set(key, value),
  getItem: async (key) => kept.get(key) ?? null,
  removeItem: async (key) => void kept.delete(key),
  clear: async () => kept.clear(),
});
