-- Rows that XS2A's own migrations insert and Hibernate's tables lack: how ids and data are encrypted.
CREATE SCHEMA IF NOT EXISTS consent;
CREATE TABLE IF NOT EXISTS consent.crypto_algorithm(
  algorithm_id BIGINT PRIMARY KEY,
  external_id VARCHAR(255) NOT NULL UNIQUE,
  encryptor_class VARCHAR(255) NOT NULL,
  encryptor_params VARCHAR(255) NOT NULL
);
MERGE INTO consent.crypto_algorithm(algorithm_id, external_id, encryptor_class, encryptor_params) VALUES
(1000503, 'psGLvQpt9Q', 'de.adorsys.psd2.consent.service.security.provider.aes.AesEcbInstanceFactoryImpl',
 'AES/ECB/PKCS5Padding_#_5_#_256_#_1024_#_PBKDF2WithHmacSHA256'),
(1000505, 'JcHZwvJMuc', 'de.adorsys.psd2.consent.service.security.provider.jwe.JweGsmInstanceFactoryImpl',
 'JWE/GCM/256_#_6_#_256_#_1024_#_PBKDF2WithHmacSHA256');
